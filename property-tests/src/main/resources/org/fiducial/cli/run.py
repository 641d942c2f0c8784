"""Runs the network beside this file: python3 run.py 0.25 0.75, or without numbers its samples. Needs numpy."""
import json, os, sys
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
KINDS = {"F64": "<f8", "I64": "<i8"}


def load(path):
    raw = open(path, "rb").read()
    start = 8 + int.from_bytes(raw[:8], "little")
    head = json.loads(raw[8:start])
    head.pop("__metadata__", None)
    return {
        name: np.frombuffer(raw[start + t["data_offsets"][0] : start + t["data_offsets"][1]], KINDS[t["dtype"]]).reshape(t["shape"])
        for name, t in head.items()
    }


w = load(os.path.join(here, "network.safetensors"))
net = json.load(open(os.path.join(here, "network.json")))


def matrix(name):
    if name + ".shape" not in w:
        return None
    m = np.zeros(w[name + ".shape"])
    row, column = w[name + ".index"]
    m[row, column] = w[name + ".value"]
    return m


def affine(name, x):
    bias = matrix(name + ".bias")
    y = x @ matrix(name + ".weight")
    return y if bias is None else y + bias


def run(x):
    n = len(x)
    t = affine("embedding", np.asarray(x, float).reshape(n, 1))
    offset = np.arange(n)[None, :] - np.arange(n)[:, None] + n - 1
    for b, block in enumerate(net["blocks"]):
        y = t.copy()
        for h in range(block["heads"]):
            p = f"block{b}.head{h}."
            s = affine(p + "query", t) @ affine(p + "key", t).T
            bias, multiplier = matrix(p + "table.bias"), matrix(p + "table.multiplier")
            s = s if bias is None else s + bias[offset, 0]
            a = np.exp(s - s.max(1, keepdims=True))
            a /= a.sum(1, keepdims=True)
            a = a if multiplier is None else a * multiplier[offset, 0]
            y += a @ affine(p + "value", t) @ matrix(p + "output.weight")
        z = y
        for l in range(block["layers"]):
            z = affine(f"block{b}.layer{l}", z if l == 0 else np.maximum(z, 0))
        t = y + z
    return affine("readout", t)[:, 0]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*run([float(x) for x in sys.argv[1:]]))
    else:
        for x, y in zip(w["sample.input"], w["sample.output"]):
            print("input", x, "output", run(x), "difference", np.abs(run(x) - y).max())
