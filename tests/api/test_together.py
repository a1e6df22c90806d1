"""A document and its original stay together, whatever comes at once."""

from __future__ import annotations

import threading

from graph.query import Query
from graph.types import Kind
from graph.verify import verify


def test_posting_and_deleting_at_once_loses_no_original(services, made):
    """Threads that take the same document in and out: no fault, and at the end graph and originals agree."""
    service = services.fresh()
    name, data = made("M01")
    faults = []

    def taking_in():
        for _ in range(4):
            try:
                service.take_in(name, data)
            except Exception as error:
                faults.append(error)

    def taking_out():
        for _ in range(8):
            try:
                for row in service.store.read(lambda reader: reader.list(Query(Kind.DOCUMENT)).items):
                    service.take_out(row)
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=work) for work in (taking_in, taking_in, taking_in, taking_out, taking_out)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert verify(service.store, service.archive).sound
    service.take_in(name, data)
    report = verify(service.store, service.archive)
    assert (report.documents, report.sound) == (1, True)
    service.close()


def test_the_original_goes_with_its_document(services, made):
    """And a second removal says that there was none."""
    service = services.fresh()
    extraction, _ = service.take_in(*made("M01"))
    (row,) = service.store.read(lambda reader: reader.list(Query(Kind.DOCUMENT)).items)
    with service.archive.turn():
        assert service.archive.get(extraction.document.source.sha256) is not None
    assert service.take_out(row)
    assert not service.take_out(row)
    assert service.archive.get(extraction.document.source.sha256) is None
    service.close()
