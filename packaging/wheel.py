"""The Python wheel: the program as a script, for every Python 3 and any C library, for the program needs neither."""
import base64
import hashlib

from archive import File, zip_deflated


def write(folder, build, arch):
    version, gnu = build.version, arch.gnu
    tags = [f"manylinux_2_17_{gnu}", f"manylinux2014_{gnu}", f"musllinux_1_1_{gnu}"]
    info, data = f"meshlint-{version}.dist-info", f"meshlint-{version}.data"
    metadata = f"""Metadata-Version: 2.4
Name: meshlint
Version: {version}
Summary: {build.summary}
Project-URL: Homepage, {build.home}
Project-URL: Changelog, {build.home}/blob/main/CHANGELOG.md
License-Expression: {build.licence}
License-File: LICENSE
License-File: THIRD-PARTY.txt
Keywords: istio,kubernetes,service mesh,lint,pre-commit
Classifier: Environment :: Console
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: C
Classifier: Topic :: Software Development :: Quality Assurance
Requires-Python: >=3.7
Description-Content-Type: text/markdown

{build.readme}"""
    files = {
        f"{data}/scripts/meshlint": arch.program,
        f"{data}/data/share/man/man1/meshlint.1": File(build.manual),
        f"{info}/METADATA": File(metadata),
        f"{info}/WHEEL": File("Wheel-Version: 1.0\nGenerator: meshlint\nRoot-Is-Purelib: false\n"
                              + "".join(f"Tag: py3-none-{tag}\n" for tag in tags)),
        f"{info}/licenses/LICENSE": File(build.own_licence),
        f"{info}/licenses/THIRD-PARTY.txt": File(arch.licences),
        f"{info}/sboms/meshlint.spdx.json": File(arch.sbom),
    }
    lines = [f"{name},sha256={digest(file.data)},{len(file.data)}\n" for name, file in files.items()]
    files[f"{info}/RECORD"] = File("".join(lines) + f"{info}/RECORD,,\n")
    zip_deflated(f"{folder}/meshlint-{version}-py3-none-{'.'.join(tags)}.whl", files, build.epoch)


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
