"""NumPy = PyTorch: the same numbers from three programs, forward, backward, and over a whole training."""

from lstm_viz.ui import compare, compare_controls, compare_layouts, compare_twice, shell

_ = shell.language()
view = compare_controls.compare_controls(_)
compare_controls.sidebar(view, _)
compare.stage(view, _)
compare_twice.twice(view, _)
compare_layouts.layouts(view, _)
compare_twice.speed(view, _)
