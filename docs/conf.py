"""Sphinx for both languages: `sphinx-build -c docs docs/en docs/_build/en`, and the same for zh."""

project = "OpenAIMS"
author = "The OpenAIMS maintainers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_title = "OpenAIMS"
html_copy_source = False
html_show_sourcelink = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3


def setup(app):  # type: ignore[no-untyped-def]
    """The language is that of the folder being built."""
    app.connect("config-inited", lambda app, config: setattr(config, "language", _tongue(app.srcdir)))


def _tongue(folder: object) -> str:
    return "zh_CN" if str(folder).endswith("zh") else "en"
