"""How frames travel: to a relay, or in a carried folder. What they hold is not known here."""
