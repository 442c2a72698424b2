"""See, touch and check every number inside an LSTM: the public names (NumPy only)."""

__version__ = "0.1.0"
