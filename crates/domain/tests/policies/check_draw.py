"""Checks a draw as a third party would, from what is public of it alone.

Reads from its input: the seed's hash, the entries' hash, the seed, the units of
each SKU as `sku=units`, the allotment, and then the entries, one a line. Prints
the winners with their units, in the order in which they are served.
"""
import sys
from hashlib import sha256

lines = sys.stdin.read().split("\n")
seed_hash, entries_hash, seed = (bytes.fromhex(line) for line in lines[:3])
units = dict(pair.split("=") for pair in lines[3].split())
units = {sku: int(count) for sku, count in units.items()}
left = int(lines[4])
entries = [line for line in lines[5:] if line]

assert sha256(seed).digest() == seed_hash, "the seed is not the one that was promised"
chain = seed_hash
for entry in entries:
    chain = sha256(chain + entry.encode() + b"\n").digest()
assert chain == entries_hash, "the entries are not those that the draw was held over"

def rank(number):
    return sha256(seed + entries_hash + number.to_bytes(4, "big")).digest()[:16], number

for number in sorted(range(1, len(entries) + 1), key=rank):
    buyer, _, sku, wanted = entries[number - 1].split("\t")
    given = min(int(wanted), units[sku], left)
    if given:
        units[sku] -= given
        left -= given
        print(buyer, sku, given)
