// Plotly, loaded once when the first chart asks for it.

let loading = null;

/** The library; a failure is forgotten, so that the next call tries again. */
export function plotly(url) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { loading = null; failed(new Error(url)); };
    document.head.append(script);
  });
  return loading;
}

/** Draw a chart without tools in `node`, in place. */
export function still(Plotly, node, data, layout) {
  return Plotly.react(node, data, { ...layout, autosize: true }, { displaylogo: false, responsive: true, displayModeBar: false });
}
