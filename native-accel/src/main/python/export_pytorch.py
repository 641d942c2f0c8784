#!/usr/bin/env python3
"""Writes what PyTorch's attention kernels return on this machine's GPU, to be certified by `fiducial check`.

    python3 export_pytorch.py FOLDER [--heads 8] [--tokens 1024] [--width 64] [--seed 20261123]

For every format (binary32 with and without TF32, binary16, bfloat16), mask (none, causal) and backend (math, efficient, flash, cudnn) that
runs here: one case file with inputs and upstream gradient, one candidate file with output and gradients, both safetensors, and
`check.sh`, one `fiducial check` for each output under the model that the backend's source supports. What does not run is named in
`absent.txt` with PyTorch's reason. Needs PyTorch 2.3 or later with CUDA, and nothing else.
"""

import argparse
import itertools
import json
import pathlib
import shlex
import struct
import sys

TYPES = {"torch.float32": "F32", "torch.float16": "F16", "torch.bfloat16": "BF16"}
FORMATS = {"torch.float32": "binary32", "torch.float16": "binary16", "torch.bfloat16": "bfloat16"}
OUTPUTS = ("output", "dquery", "dkey", "dvalue")


def write(path, tensors, metadata=None):
    """A safetensors file; torch tensors are written bit for bit."""
    import torch

    header, data = {}, []
    if metadata:
        header["__metadata__"] = metadata
    at = 0
    for name, tensor in tensors.items():
        flat = tensor.detach().contiguous().cpu()
        raw = flat.view(torch.uint8).numpy().tobytes() if flat.dim() else bytes()
        header[name] = {
            "dtype": TYPES[str(tensor.dtype)],
            "shape": list(tensor.shape),
            "data_offsets": [at, at + len(raw)],
        }
        data.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for raw in data:
            file.write(raw)


def model(backend, dtype, tf32):
    """What the backend's source supports, as options of `fiducial check`; tensor cores are taken to sum in binary32."""
    output = FORMATS[str(dtype)]
    options = ["--format", output, "--accumulate", "binary32", "--exp-ulps", "2"]
    reduced = output != "binary32"
    if backend == "math":
        # Queries and keys are each multiplied by the root of the scale in their own format. In 16 bits every step is stored in that
        # format unless reductions there are promoted, so the logits are.
        options += ["--scale-placement", "split", "--scale-roundings", "1"]
        if reduced:
            options += ["--weights-format", output, "--logits-format", output, "--scaled-query-format", output]
        return options
    # Fused kernels: unnormalised weights in the inputs' format, exp2 of a fused multiply-add, ex2.approx within 2^-22.
    options += ["--exp-argument", "fused", "--scale-roundings", "1", "--flush-to-zero", "--reciprocal-normaliser"]
    if reduced:
        options += ["--weights-format", output]
    return options


def run(backend, query, key, value, gradient, causal):
    """Output and gradients of one backend. Raises RuntimeError where it does not take the case."""
    import torch
    from torch.nn.attention import SDPBackend, sdpa_kernel

    kinds = {"math": "MATH", "efficient": "EFFICIENT_ATTENTION", "flash": "FLASH_ATTENTION", "cudnn": "CUDNN_ATTENTION"}
    kind = getattr(SDPBackend, kinds[backend], None)
    if kind is None:
        raise RuntimeError(f"PyTorch {torch.__version__} has no backend {kinds[backend]}")
    leaves = [t.clone().requires_grad_(True) for t in (query, key, value)]
    with sdpa_kernel(kind):
        output = torch.nn.functional.scaled_dot_product_attention(*leaves, is_causal=causal)
    output.backward(gradient)
    return dict(zip(OUTPUTS, [output] + [leaf.grad for leaf in leaves]))


def main():
    parser = argparse.ArgumentParser(description="Export PyTorch's attention outputs for certification.")
    parser.add_argument("folder", type=pathlib.Path)
    for name, default in (("heads", 8), ("tokens", 1024), ("width", 64), ("seed", 20261123)):
        parser.add_argument("--" + name, type=int, default=default)
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("export_pytorch: PyTorch is not installed here")
    if not torch.cuda.is_available():
        sys.exit("export_pytorch: no GPU that PyTorch can use")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    shape = (1, arguments.heads, arguments.tokens, arguments.width)
    commands, absent = ["#!/bin/sh", "# Run beside the fiducial launcher: FIDUCIAL=/path/to/fiducial sh check.sh"], []
    machine = f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}"
    commands.append("# " + machine)
    for dtype, causal in itertools.product((torch.float32, torch.float16, torch.bfloat16), (False, True)):
        draw = torch.Generator().manual_seed(arguments.seed)
        tensors = [(torch.rand(shape, generator=draw) * 2 - 1).mul(r).to(dtype).cuda() for r in (2, 2, 1, 1)]
        parameters = {"causal": "top-left"} if causal else {}
        label = FORMATS[str(dtype)] + ("-causal" if causal else "")
        case = f"case-{label}.safetensors"
        write(
            arguments.folder / case,
            dict(zip(("query", "key", "value", "doutput"), tensors)),
            {"fiducial.parameters": json.dumps(parameters), "machine": machine},
        )
        for backend, tf32 in itertools.product(("math", "efficient", "flash", "cudnn"), (False, True)):
            if tf32 and dtype != torch.float32:
                continue
            torch.backends.cuda.matmul.allow_tf32 = tf32
            name = f"{backend}-{label}" + ("-tf32" if tf32 else "")
            try:
                outputs = run(backend, *tensors, causal)
            except RuntimeError as error:
                absent.append(f"{name}: {str(error).strip().splitlines()[0]}")
                continue
            write(arguments.folder / f"{name}.safetensors", outputs, {"machine": machine})
            for output in OUTPUTS:
                words = ["check", "softmax-attention", "--case", case, "--candidate", f"{name}.safetensors"]
                words += ["--output", output, "--json", f"{name}-{output}.json"] + model(backend, dtype, tf32)
                commands.append('"${FIDUCIAL:-fiducial}" ' + " ".join(shlex.quote(w) for w in words))
    (arguments.folder / "check.sh").write_text("\n".join(commands) + "\n")
    (arguments.folder / "absent.txt").write_text("\n".join(absent) + ("\n" if absent else ""))
    print(f"{len(commands) - 3} outputs and {len(absent)} absences in {arguments.folder}, from {machine}")


if __name__ == "__main__":
    main()
