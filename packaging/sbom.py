"""What the program is made of, as SPDX 2.3 in JSON."""
import hashlib
import json
import time

# The licence of that part of a library which is linked in, and what the library is.
PARTS = {
    "musl": ("MIT", "the C library"),
    "libyaml": ("MIT", "the YAML parser"),
    "libcyaml": ("ISC", "reads the configuration file"),
    "pcre2": ("BSD-3-Clause", "regular expressions"),
    "libmd": ("BSD-3-Clause", "SHA-256"),
}
LICENCE = "Apache-2.0 AND MIT AND ISC AND BSD-3-Clause"


def text(build, arch):
    own = f"meshlint-{build.version}-linux-{arch.debian}"
    digest = hashlib.sha256(arch.program.data).hexdigest()
    packages = [{
        "SPDXID": "SPDXRef-meshlint", "name": "meshlint", "versionInfo": build.version, "supplier": "Organization: meshlint",
        "downloadLocation": f"git+{build.home}.git@v{build.version}", "homepage": build.home, "filesAnalyzed": False,
        "licenseConcluded": LICENCE, "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "APPLICATION", "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-meshlint")]
    for package, version, source, sha256 in arch.packages:
        if source not in PARTS:
            continue
        licence, what = PARTS[source]
        packages.append({
            "SPDXID": f"SPDXRef-{source}", "name": source, "versionInfo": version, "supplier": "Organization: Debian",
            "description": f"{what}; the static library of Debian's package {package}",
            "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": licence,
            "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION", "primaryPackagePurpose": "LIBRARY",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": f"pkg:deb/debian/{package}@{version.replace('+', '%2B')}?arch={arch.debian}"}],
            "checksums": [{"algorithm": "SHA256", "checksumValue": sha256}],
        })
        relations.append(("SPDXRef-meshlint", "STATIC_LINK", f"SPDXRef-{source}"))
    return json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": own,
        "documentNamespace": f"{build.home}/sbom/{own}-{digest}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(build.epoch)),
                         "creators": [f"Tool: meshlint-packaging-{build.version}"]},
        "packages": packages,
        "relationships": [{"spdxElementId": a, "relationshipType": how, "relatedSpdxElement": b} for a, how, b in relations],
    }, indent=1) + "\n"
