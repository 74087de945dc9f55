"""The site: `sphinx-build -W --keep-going -c docs . build/site`, made of the documents as they are in the repository.

Every link, picture and page that is missing ends it. Nothing is fetched: it is built, and read, without a network.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from pve_gen import __version__

project = "pve"
author = "De ontwikkelaars van pve"
version = release = __version__
language = "nl"
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "catalog/README.md",
    "templates/README.md",
    "examples/*/README.md",
    "docs/**.md",
    "docs/**.rst",
]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}

# Markdown as a git host shows it, and no more: the same files are read there.
myst_gfm_only = True
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # the page of a rule begins a section at the level of its example
nitpicky = True
smartquotes = False  # `--option` keeps its two dashes

html_theme = "furo"
html_title = "pve"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_show_search_summary = False  # a page from a disk may not read the pages that it found
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1B365D", "color-brand-content": "#1F5F82"},
    "dark_css_variables": {"color-brand-primary": "#9CC4E4", "color-brand-content": "#9CC4E4"},
}
locale_dirs = ["docs/locale"]
html_search_language = "nl"


IN_ENGLISH = (
    "README",
    "CONTRIBUTING",
    "CHANGELOG",
    "SECURITY",
    "templates/README",
    "docs/reference",
    "docs/fields",
    "docs/names",
    "docs/adr/",
)
"""The pages, or the folders of pages, that are not in Dutch."""

FOR_EVERYBODY = {
    'aria-label="Toggle site navigation sidebar"': 'aria-label="Navigatie tonen of verbergen"',
    'aria-label="Toggle table of contents sidebar"': 'aria-label="Inhoud van deze bladzijde tonen of verbergen"',
    'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="Licht, donker, of zoals het apparaat"',
    '<aside class="sidebar-drawer"': '<aside aria-label="Navigatie" class="sidebar-drawer"',
    '<aside class="toc-drawer': '<aside aria-label="Op deze bladzijde" class="toc-drawer',
    'aria-label="Toggle navigation of ': 'aria-label="Onderdelen tonen of verbergen van ',
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
    # What is wider than a phone scrolls, so the keyboard must be able to reach it.
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}
"""What Furo writes → what a keyboard and a Dutch screen reader need; found with axe, which a test runs."""


def setup(app: Sphinx) -> None:
    """What the site needs and settings cannot say."""

    def list_rules_by_themselves(app: Sphinx, _doctree: object) -> None:
        # Their list is docs/rules/README.md, and a test keeps it whole: they need no place in the navigation.
        if app.env.docname.startswith("docs/rules/"):
            app.env.metadata[app.env.docname]["orphan"] = True

    def open_to_everybody(app: Sphinx, problem: Exception | None) -> None:
        site = Path(app.outdir)
        for page in [] if problem else site.rglob("*.html"):
            text = page.read_text("utf-8")
            if str(page.relative_to(site).with_suffix("")).startswith(IN_ENGLISH):
                text = text.replace("<article ", '<article lang="en" ', 1)
            for written, needed in FOR_EVERYBODY.items():
                text = text.replace(written, needed)
            page.write_text(text, "utf-8")

    app.connect("doctree-read", list_rules_by_themselves)
    app.connect("build-finished", open_to_everybody)
