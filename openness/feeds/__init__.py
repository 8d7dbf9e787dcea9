"""What changed, and which days matter, for readers of feeds and calendars."""
