"""The only Streamlit: language, URL, controls, cache, player, and the server they run in."""
