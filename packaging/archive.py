"""Archives whose bytes follow from what is in them: entries sorted, modes and owners fixed, one time for all."""
import gzip
import io
import os
import tarfile
import time
import zipfile


class File:
    """What goes into an archive: its bytes, and whether it is a program."""

    def __init__(self, data, program=False):
        self.data = data.encode() if isinstance(data, str) else data
        self.mode = 0o755 if program else 0o644


def read(path, program=None):
    """The file of this path; a program where its owner may run it, if nothing else is said."""
    with open(path, "rb") as f:
        data = f.read()
    return File(data, bool(os.stat(path).st_mode & 0o100) if program is None else program)


def tar_gz(path, files, epoch):
    """Write files, a dict of name to File, as .tar.gz."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(files[name].data), files[name].mode, epoch
            info.uname = info.gname = "root"
            tar.addfile(info, io.BytesIO(files[name].data))
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=epoch) as packed:
        packed.write(raw.getvalue())


def zip_deflated(path, files, epoch):
    """Write files as .zip, in the order of the dict: a wheel's RECORD comes last."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in files.items():
            info = zipfile.ZipInfo(name, time.gmtime(max(epoch, 315532800))[:6])
            info.create_system = 3
            info.external_attr = (0o100000 | file.mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.data, compresslevel=9)


def tree(folder, files, epoch):
    """Write files below folder, with this time."""
    for name, file in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(file.data)
        os.chmod(path, file.mode)
    for at, _, names in os.walk(folder, topdown=False):
        for name in names:
            os.utime(os.path.join(at, name), (epoch, epoch))
        os.chmod(at, 0o755)
        os.utime(at, (epoch, epoch))
