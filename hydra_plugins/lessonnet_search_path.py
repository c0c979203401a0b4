"""The YAML files of installed plugins on Hydra's search path, behind those of `lessonnet` and in its programs only."""

from pathlib import Path

from hydra.core.config_search_path import ConfigSearchPath
from hydra.plugins.search_path_plugin import SearchPathPlugin


class LessonnetSearchPath(SearchPathPlugin):
    """Add the `conf/` of each package that an entry point of the group `lessonnet.plugins` names."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Add the directories where the main configs are ours; every program of Hydra's on this machine asks."""
        mains = [str(element.path).removeprefix("file://") for element in search_path.get_path()]
        if not any(Path(main).name == "conf" for main in mains):
            return  # another program's, without an import
        from lessonnet.extensions import config_directory, installed

        if any(Path(main) == config_directory() for main in mains):
            for plugin in installed():
                if plugin.conf is not None:
                    search_path.append(f"plugin {plugin.package}", f"file://{plugin.conf}")
