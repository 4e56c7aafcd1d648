"""The Debian package, which depends on nothing. dpkg-deb makes it."""
import gzip
import hashlib
import os
import subprocess
import tempfile
from email.utils import formatdate

from archive import File, tree


def write(folder, build, arch):
    files = {
        "usr/bin/meshlint": arch.program,
        "usr/share/man/man1/meshlint.1.gz": packed(build.manual),
        "usr/share/doc/meshlint/changelog.gz": packed(
            f"meshlint ({build.version}) stable; urgency=medium\n\n  * NEWS.gz tells what changes for users.\n\n"
            f" -- {build.maintainer}  {formatdate(build.epoch)}\n"),
        "usr/share/doc/meshlint/NEWS.gz": packed(build.changes),
        "usr/share/doc/meshlint/copyright": File(copyright_of(build, arch)),
        "usr/share/lintian/overrides/meshlint": File(
            "# One program for every release of every distribution: it is static, and its address is random all the same.\n"
            "meshlint: embedded-library libyaml [usr/bin/meshlint]\n"
            "meshlint: shared-library-lacks-prerequisites [usr/bin/meshlint]\n"),
    }
    for name, text in build.completions.items():
        files[f"usr/share/{name}"] = File(text)
    files["usr/share/zsh/vendor-completions/_meshlint"] = files.pop("usr/share/zsh/site-functions/_meshlint")
    size = sum((len(f.data) + 1023) // 1024 for f in files.values())
    files["DEBIAN/control"] = File(f"""Package: meshlint
Version: {build.version}
Architecture: {arch.debian}
Maintainer: {build.maintainer}
Installed-Size: {size}
Section: devel
Priority: optional
Homepage: {build.home}
Description: linter for Istio configuration that needs no cluster
 meshlint reads a tree of Istio and Kubernetes YAML, checks every object
 against its schema, builds the mesh from the objects as istiod would, and
 reports what is wrong with file, line and column. It needs no cluster, no
 network and no configuration.
""")
    files["DEBIAN/md5sums"] = File("".join(f"{hashlib.md5(files[name].data).hexdigest()}  {name}\n"
                                           for name in sorted(files) if name.startswith("usr/")))
    with tempfile.TemporaryDirectory() as work:
        tree(f"{work}/root", files, build.epoch)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=1", "--build", f"{work}/root",
                        f"{folder}/meshlint_{build.version}_{arch.debian}.deb"],
                       check=True, stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(build.epoch)})


def packed(text):
    return File(gzip.compress(text.encode(), 9, mtime=0))


def copyright_of(build, arch):
    return f"""meshlint is at {build.home}.

Copyright the authors of meshlint.
Licensed under the Apache License, Version 2.0, which Debian systems have in /usr/share/common-licenses/Apache-2.0.

{arch.licences}"""
