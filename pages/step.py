"""Step by hand: every number of an LSTM, one operation at a time."""

from lstm_viz.ui import controls, shell, stepping

_ = shell.language()
stepping.stage(controls.step_controls(_), _)
