"""What was learned of a person, from a copy of their records: on a device that types without the server."""

from __future__ import annotations

from parley.home.sync.replica import Replica
from parley.keyboard.learning import tallies
from parley.keyboard.learning.account import WORDS, word_of
from parley.keyboard.learning.personal import Personal


def personal_of(replica: Replica, now: float) -> Personal:
    """The sum of the tallies in a copy, whose transport must not leave them out, and the words beside them.

    Raises ``ReplicaFailed``.
    """
    found = Personal(now=now)
    documents = ((each.id, each.document) for each in replica.all(tallies.COLLECTION))
    for id, document in tallies.standing(documents):
        vocabulary = tallies.vocabulary_of(id, document)
        if vocabulary is not None:
            found.add(vocabulary)
    for each in replica.all(WORDS):  # last: they weigh at least so much, and are counted already
        word = word_of(each.document)
        found.take_in([word], word.used or now)
    return found
