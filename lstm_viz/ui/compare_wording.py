"""The words of 'NumPy = PyTorch'."""

from lstm_viz.ui.language import mark

TEXT = {
    "title": "NumPy = PyTorch",
    "controls": mark("Step controls"),
    "first": mark("To the start (Home)"),
    "previous": mark("Previous step (←)"),
    "play": mark("Play (Space)"),
    "pause": mark("Pause (Space)"),
    "next": mark("Next step (→)"),
    "last": mark("To the end (End)"),
    "step": mark("Step {t} of {T}"),
    "scrub": mark("Time step"),
    "copyLink": mark("Copy link"),
    "copied": mark("Copied"),
    "copyFailed": mark("Copy it from the address bar"),
    "break": mark("Break it: what our NumPy code does wrong"),
    "shown": mark("Whose numbers are written out"),
    "layer": mark("Layer"),
    "way": mark("Direction"),
    "unit": mark("Unit"),
    "sequence": mark("Sequence of the batch"),
    "parts": mark("What is compared"),
    "values": mark("Values"),
    "gradients": mark("Gradients"),
    "tensor": mark("Tensor"),
    "numpy": "NumPy",
    "cell": "LSTMCell",
    "fused": "nn.LSTM",
    "difference": mark("Largest difference"),
    "allowed": mark("Allowed: {bound}"),
    "allowedValues": mark("{bound}, times the tensor's largest number where that is above 1"),
    "allowedGradients": mark("{bound} of the tensor's largest gradient"),
    "within": mark("within"),
    "beyond": mark("beyond"),
    "hidden": mark("nn.LSTM keeps it to itself"),
    "note": mark(
        "The numbers are those of one unit; the difference is the largest of all units and sequences at this step. "
        "Digits that differ from NumPy's are underlined; point at a number to see all of them."
    ),
    "cellNote": mark(
        "nn.LSTMCell shows only h and c. Its other numbers are its documented equation, written out in PyTorch with "
        "its own weights; that gives its very h and c (difference {unrolled})."
    ),
    "gradientNote": mark(
        "∂f is how the loss changes with f. The loss is the sum of all outputs, each times a fixed random number; "
        "NumPy has its gradients from our own backward pass, PyTorch from autograd."
    ),
    "places": mark("units in the last place"),
    "map": mark("Differences between NumPy and LSTMCell in units in the last place, by tensor and time step"),
    "mapNote": mark(
        "Empty: the same bits. Blue: rounding. Red: most digits are lost. A number below a thousandth of its tensor's "
        "largest is counted in units of that."
    ),
    "noChart": mark("The picture could not be drawn; the table has its numbers."),
    "time": mark("time step"),
    "lost": mark("The server does not answer; the numbers are as they were. Try again when it is back."),
    "keys": mark("Keys:"),
    "keysHelp": mark("Space plays and pauses, ← → step, Home and End."),
}

WAYS = {"forward": mark("forward"), "reverse": mark("reverse")}

BUGS = {
    "none": mark("Nothing"),
    "swapped": mark("i and f swapped"),
    "bias": mark("A bias forgotten"),
    "order": mark("ONNX's gate order"),
    "transposed": mark("U transposed"),
    "tanh": mark("tanh missing"),
    "states": mark("h and c swapped"),
    "precision": mark("Other precision"),
    "slope": mark("A slope forgotten"),
}

STORIES = {
    "none": mark("Our code as it is: three programs, the same weights, the same input."),
    "swapped": mark(
        "The first two blocks of the packed matrices are read as f and i. All shapes fit, so nothing fails."
    ),
    "bias": mark("PyTorch has two biases, and only b_ih was read. Their sum is what counts."),
    "order": mark("The blocks i, f, g, o are read in ONNX's order, i, o, f, c. All shapes fit."),
    "transposed": mark("Each gate's block of U is square: transposed by mistake, it still fits."),
    "tanh": mark("The cell state goes out as it is: h = o · c instead of o · tanh(c)."),
    "states": mark("The pair of states is taken, and given back, as (c, h) instead of (h, c)."),
    "precision": mark("NumPy computes in the other number type: float32 keeps about 7 digits, float64 about 16."),
    "slope": mark("Only the backward pass is wrong: it leaves out the slope of tanh between h and c."),
}

CHECKS = {
    "signals": mark("Every signal, against LSTMCell"),
    "outputs": mark("What nn.LSTM lets see"),
    "gradients": mark("Gradients, against autograd"),
    "finite": mark("Finite differences"),
}

AGREE = mark("All {n} tensors agree: values to {values}, gradients to {gradients} of their largest.")
CAUGHT = {
    "value": mark(
        "{tensor} at step {t} is the first to differ, by {difference}; {bound} is allowed. {against} caught it."
    ),
    "gradient": mark(
        "All values agree, but the gradient {tensor} at step {t} differs by {difference}; {bound} is allowed. "
        "{against} caught it."
    ),
    "whole-value": mark("{tensor} is the first to differ, by {difference}; {bound} is allowed. {against} caught it."),
    "whole-gradient": mark(
        "All values agree, but the gradient {tensor} differs by {difference}; {bound} is allowed. {against} caught it."
    ),
    "finite": mark(
        "Only finite differences object: {tensor} differs by {difference} of the largest; {bound} is allowed."
    ),
}
AGAINST = {
    "value cell": mark("The comparison with LSTMCell"),
    "value fused": mark("The comparison with nn.LSTM"),
    "gradient cell": mark("The comparison with autograd through LSTMCell"),
    "gradient fused": mark("The comparison with autograd through nn.LSTM"),
}
PLACE = mark("{tensor} of layer {layer}, {way},")
NOT_A_NUMBER = mark("what is no number")
