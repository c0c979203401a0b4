"""Data sets as LightningDataModules: drawn from a seed, bundled with scikit-learn, or tables of one's own."""

from lessonnet.data._admissions import Admissions
from lessonnet.data._batches import Batches, EpochOrder, ShuffledBatches
from lessonnet.data._blobs import Blobs
from lessonnet.data._bundled import BreastCancer, Digits, Iris, Wine
from lessonnet.data._circles import Circles
from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._epochs import Epochs
from lessonnet.data._folds import Fold, KFold, fold_split
from lessonnet.data._gate import Gate
from lessonnet.data._moons import Moons
from lessonnet.data._no_data import NoData
from lessonnet.data._part import Part, Rows, Scaling
from lessonnet.data._spirals import Spirals
from lessonnet.data._split import Split, stratified_split
from lessonnet.data._standardize import fit_scaling, standardized
from lessonnet.data._stream import StreamedPart, full_batch_of_a_stream
from lessonnet.data._table import Table
from lessonnet.data._trick import Trick

BUILT_IN: dict[str, type[DataSet]] = {
    built_in.name: built_in
    for built_in in (Admissions, Gate, Moons, Circles, Spirals, Blobs, Iris, Wine, BreastCancer, Digits, Trick)
}
"""The data sets by name; a saved model that names no plugin's is resolved here and nowhere else."""

__all__ = [
    "BUILT_IN",
    "Admissions",
    "BatchSize",
    "Batches",
    "Blobs",
    "BreastCancer",
    "Circles",
    "DataSet",
    "Digits",
    "EpochOrder",
    "Epochs",
    "Fold",
    "Gate",
    "Iris",
    "KFold",
    "Moons",
    "NoData",
    "Part",
    "Rows",
    "Scaling",
    "ShuffledBatches",
    "Spirals",
    "Split",
    "StreamedPart",
    "Table",
    "Trick",
    "Wine",
    "fit_scaling",
    "fold_split",
    "full_batch_of_a_stream",
    "standardized",
    "stratified_split",
]
