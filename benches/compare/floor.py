"""What the machine allows: the same bytes read and written with nothing in between.

usage: floor.py bytes SOURCE TARGET LENGTH WORKERS    reads SOURCE, writes LENGTH bytes to TARGET
       floor.py files SOURCE TARGET WORKERS           writes each payload file of the folder SOURCE into a new folder TARGET

Prints its seconds by its own clock, which leaves out that Python starts. Workers are processes: threads of Python would wait for
each other between their calls, which those of a compiled program do not."""
import os
import sys
import tempfile
import time

BLOCK = 512 << 10
# Bytes of a number in the file of numbers.
NUMBER = 8


def numbers(count):
    """A file of the numbers below count. Workers share its offset, so each number is taken once."""
    file = tempfile.TemporaryFile(buffering=0)
    file.write(b"".join(number.to_bytes(NUMBER, "little") for number in range(count)))
    file.seek(0)
    return file


def in_workers(work, count, workers):
    """Calls work for each number below count, on so many processes; the seconds from when all are there until all are done."""
    (here, ready), (gate, go), (end, done) = os.pipe(), os.pipe(), os.pipe()
    left = numbers(count)
    for _ in range(workers):
        if os.fork() == 0:
            os.write(ready, b".")
            os.read(gate, 1)
            while number := left.read(NUMBER):
                work(int.from_bytes(number, "little"))
            os.write(done, b".")
            os._exit(0)
    # A worker that fails writes nothing, and reading ends when the last one is gone.
    os.close(ready)
    os.close(done)
    wait_for(here, workers)
    start = time.monotonic()
    os.write(go, b"." * workers)
    wait_for(end, workers)
    seconds = time.monotonic() - start
    for _ in range(workers):
        os.wait()
    return seconds


def wait_for(pipe, count):
    for _ in range(count):
        if not os.read(pipe, 1):
            sys.exit("a worker failed")


def write_all(file, data, offset):
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written


def bytes_floor(source, target, length, workers):
    """Reads source block by block; each block writes its share of length."""
    source = os.open(source, os.O_RDONLY)
    blocks = max(1, -(-os.fstat(source).st_size // BLOCK))
    target = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    room, data = bytearray(BLOCK), memoryview(b"x" * (length // blocks + 1))

    def block(number):
        os.preadv(source, [room], number * BLOCK)
        start, end = length * number // blocks, length * (number + 1) // blocks
        write_all(target, data[: end - start], start)

    return in_workers(block, blocks, workers)


def files_floor(source, target, workers):
    """Writes the payload files of source, which are in memory before, into a new folder."""
    names = sorted(name for name in os.listdir(source) if name.startswith("batch-"))
    contents = [contents_of(os.path.join(source, name)) for name in names]
    os.mkdir(target)
    folder = os.open(target, os.O_RDONLY)

    def file(number):
        file = os.open(names[number], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
        write_all(file, contents[number], 0)
        os.close(file)

    return in_workers(file, len(names), workers)


def contents_of(path):
    with open(path, "rb") as file:
        return memoryview(file.read())


def main(kind, source, target, *figures):
    floor = {"bytes": bytes_floor, "files": files_floor}[kind]
    print(f"{floor(source, target, *map(int, figures)):.6f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
