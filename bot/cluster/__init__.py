"""Reading by many: documents go out in parcels to other processes or machines, their pages come back in order.

- ``parcels``: documents and what became of them -> bytes, and back;
- ``work``: a parcel read, on the other side, if that reads as this side does;
- ``spread``: documents handed out a bounded way ahead and taken back in order, whoever dies in between;
- ``processes`` and ``scheduler``: those who do the work, on this machine or behind a Dask scheduler;
- ``hiring``: which of them, by what was asked for.

Reading a page is a pure function of its bytes and the names, so the archive is the same whoever reads: one process, the
one that was asked, walks the folders, opens the manifests and writes to the store. Dask carries Python objects in
pickles: whoever can speak to a scheduler can run programs on its workers and on its clients, so its network must be
trusted.

Beside ``adapters``: may import ``archive`` and what stands below. ``distributed`` is imported in ``scheduler`` only.
"""
