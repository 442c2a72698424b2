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
