"""The rules of helping one person: what can happen, what may follow, and why not.

Each aspect of a case is one file with its events, its state as a fold over
them, and its decisions. A decision takes the state and what somebody wants, and
returns the events that make it so, or raises ``Refused`` with a reason that a
person can act on. Nothing here knows of keys, disks, clocks or pages.
"""
