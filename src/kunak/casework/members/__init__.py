"""Who belongs to the group, with which laptops, and whose word counts: a pure function of the set of events.

``events`` says what can be said, ``state`` what it adds up to, ``judging`` how,
``deciding`` what may be said next. Specified in ``spec/membership.md``.
"""
