"""Gates over time: every gate of every unit over a whole sequence, on one time cursor."""

from lstm_viz.ui import gates, gates_controls, shell

_ = shell.language()
view, asked = gates_controls.gates_controls(_)
gates_controls.sidebar(asked, _)
gates.show(view, _)
