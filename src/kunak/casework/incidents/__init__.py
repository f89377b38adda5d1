"""What was done to whom, when and where, according to whom: the group's own record of violence.

``vocabulary``, ``days`` and ``fields`` say what may be stated, ``events`` how it is said, ``state`` what it adds up
to, ``deciding`` what may be said next; ``sources`` is the same for the sources on which every statement hangs.
Specified in ``spec/incidents.md``.
"""
