"""Trained models in use: loaded, asked, exported."""
