"""Compile the search once, before several workers would do so at the same time: ``python -m tests.prepare``."""

from random import Random

from tests.oracles import chance
from tests.routes.building import built

from kunak.routes import search

if __name__ == "__main__":
    search.prepare(built(chance.timetable(Random(1))))
