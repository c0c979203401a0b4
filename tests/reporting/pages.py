"""A report, taken apart by the standard library's parser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from lessonnet.reporting import report_of
from lessonnet.reporting._folder import Folder

_EMPTY = {"meta", "img", "path", "polyline", "br", "hr", "link"}


class Page(HTMLParser):
    """Hold what a page is made of.

    Attributes:
        tags: the elements in their order.
        attributes: of each element: its tag, a name and a value.
        words: all text between the tags, but for style and script.
        codes: the text of each `code` element.
        tables: rows of cells, header first.
        scripts: the text of each script.
        style: of the page.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.codes: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.scripts: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _EMPTY:
            self._open.append(tag)
        if tag == "code":
            self.codes.append("")
        elif tag == "script":
            self.scripts.append("")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        if within == "style":
            self.style += data
        elif within == "script":
            self.scripts[-1] += data
        else:
            self._words.append(data)
        if within == "code":
            self.codes[-1] += data
        if within in ("td", "th"):
            self.tables[-1][-1][-1] += data

    @property
    def unclosed(self) -> list[str]:
        return self._open


def page_of(directory: Path) -> Page:
    """The report of a directory."""
    return Page(report_of(Folder(directory)))


def left_out_of(directory: Path) -> list[str]:
    """What a report of a directory could not use."""
    folder = Folder(directory)
    report_of(folder)
    return folder.left_out
