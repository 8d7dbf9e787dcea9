"""How dates look where Django's own formats do not fit."""
