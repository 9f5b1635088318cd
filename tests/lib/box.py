"""box.py - ballots as a test needs them, made with libsodium itself and
hashlib, so that nothing of ours judges itself: derived ids, sealed envelopes,
the list that post leaves.
"""

import ctypes
import ctypes.util
import hashlib
import os

SODIUM = ctypes.CDLL("libsodium.so.23")
if SODIUM.sodium_init() < 0:
    raise RuntimeError("libsodium does not start")

SEAL_BYTES = 48


def derive(label, key=b"", *parts):
    """One value of the keyed BLAKE2b family (design.md, Keys)."""
    return hashlib.blake2b(label.encode() + b"".join(parts), key=key,
                           digest_size=32).digest()


def new_ballot_id():
    """The ballot id of a token nobody was given."""
    return derive("aoj/1/ballot-id", os.urandom(16))


def digest(ballot_id, sealed, group, questionnaire="uitvoering", version=1):
    """What the row of an envelope says, in 32 bytes."""
    return derive("aoj/1/envelope", b"", ballot_id,
                  hashlib.sha256(sealed).digest(), version.to_bytes(4, "big"),
                  len(group).to_bytes(4, "big"), group.encode(),
                  questionnaire.encode())


def mac(secret, *row, **more):
    """An envelope's MAC, by the 16 bytes of its link; row as digest."""
    return derive("aoj/1/envelope-mac", derive("aoj/1/envelope-key", secret),
                  digest(*row, **more))


def list_hash(digests):
    """Of {ballot id: digest}."""
    return derive("aoj/2/ballot-list", b"",
                  *sorted(i + d for i, d in digests.items()))


def public(seed):
    """The public half of an Ed25519 key."""
    out = ctypes.create_string_buffer(32)
    SODIUM.crypto_sign_seed_keypair(out, ctypes.create_string_buffer(64),
                                    seed)
    return out.raw


def sign(seed, label, text):
    """Ed25519 over the hash of a label and a text."""
    public = ctypes.create_string_buffer(32)
    secret = ctypes.create_string_buffer(64)
    signature = ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_seed_keypair(public, secret, seed)
    SODIUM.crypto_sign_detached(signature, None, derive(label, b"", text),
                                ctypes.c_ulonglong(32), secret)
    return signature.raw


def signed_by(signature, public, label, text):
    return SODIUM.crypto_sign_verify_detached(
        signature, derive(label, b"", text), ctypes.c_ulonglong(32),
        public) == 0


def pad(document, size):
    """ISO 7816-4, to the one size."""
    if len(document) >= size:
        raise ValueError("%d bytes do not fit %d" % (len(document), size))
    return document + b"\x80" + bytes(size - len(document) - 1)


def seal(plain, public_key):
    out = ctypes.create_string_buffer(len(plain) + SEAL_BYTES)
    if SODIUM.crypto_box_seal(out, plain, ctypes.c_ulonglong(len(plain)),
                              public_key) != 0:
        raise ValueError("not a public key")
    return out.raw


def envelope(document, size, public_key):
    return seal(pad(document, size), public_key)
