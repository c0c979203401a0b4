"""The names and limits of a model directory."""

from __future__ import annotations

TENSORS_FILE = "model.safetensors"
DESCRIPTION_FILE = "model.json"
SUMS_FILE = "SHA256SUMS"

# Bounds on what is read before anything is known about it. The largest network that this program would train has a few
# million weights; a file that asks for more memory than this was not written by it.
SUMS_CAP = 4 * 1024
DESCRIPTION_CAP = 16 * 1024**2
HEADER_CAP = 1024**2
TENSORS_CAP = 2 * 1024**3

# A layer of a million units is far beyond what the file-size cap admits; the bound keeps products of sizes readable.
MOST_FEATURES = 10**6
MOST_LAYERS = 1000

# Of a network of one's own. So many tensors with names of that length fit into a header.
MOST_PARAMETERS = 2000
MOST_OF_A_PARAMETER_S_NAME = 300
MOST_AXES = 8
