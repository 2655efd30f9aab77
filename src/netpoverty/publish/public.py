"""Links to a repository, to Colab and to its issues: only where a public address is set."""

from __future__ import annotations

import yaml

COLAB = "https://colab.research.google.com"


def with_public_links(config: str) -> str:
    """Return the book's settings with buttons for its public address, or with none.

    `config` is the text of `_config.yml`; `repository: {url: …}` in it is the only switch.
    Colab opens notebooks from GitHub alone, so elsewhere its button stays away.

    >>> yaml.safe_load(with_public_links("title: A book"))["html"]["use_issues_button"]
    False
    """
    settings = yaml.safe_load(config)
    address = ((settings.get("repository") or {}).get("url") or "").strip()
    page = settings.setdefault("html", {})
    for button in ("use_repository_button", "use_issues_button"):
        page[button] = bool(address)
    launch = settings.setdefault("launch_buttons", {})
    launch["colab_url"] = COLAB if "://github.com/" in address else ""
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
