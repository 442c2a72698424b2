"""Train live: a small LSTM learns a task, update by update, and its gates are seen to change."""

from lstm_viz.ui import shell, train, train_after, train_controls

_ = shell.language()
config = train_controls.train_controls(_)
train_controls.sidebar(config, _)
train.show(config, _)
train_after.after(config, _)
