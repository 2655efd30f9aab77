"""What the printed page can support: rules and verdicts."""
