"""What speed is claimed, measured side by side with its peers: `python -m benchmarks`."""

import os

# One thread for everybody. The libraries read this when they are first imported, which is after this file.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
