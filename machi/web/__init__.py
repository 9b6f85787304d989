"""What the hosted server adds around the app: headers, compression, open routes. Plain ASGI; never imports Streamlit."""
