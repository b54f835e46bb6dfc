"""Test authorities."""

from plugfest.simulator.pki.authority import Authority, new_root, subject


def test_authority_knows_its_chain() -> None:
    root = new_root(subject("Root", "Test"))
    sub: Authority = root.subordinate(subject("Sub", "Test"), ocsp="http://localhost/ocsp")
    leaf = sub.issue(subject("Leaf", "Test"))
    assert root.is_root
    assert not sub.is_root
    assert leaf.chain == (leaf.certificate, sub.certificate)
    leaf.certificate.verify_directly_issued_by(sub.certificate)
    sub.certificate.verify_directly_issued_by(root.certificate)
    assert "PRIVATE" not in repr(leaf)
