"""A paper as one HTML page that needs nothing else."""

from django.template.loader import render_to_string

from .blocks import Paper, plain


def to_html(paper: Paper) -> bytes:
    """`paper` as a page of its own; within the product's pages stands `press/blocks.html`."""
    return render_to_string("press/page.html", {"paper": paper, "name": plain(paper.title, " · ")}).encode()
