"""Papers: what leaves Kunak on a sheet: certificate, case export, card for one leg. Made in memory only."""
