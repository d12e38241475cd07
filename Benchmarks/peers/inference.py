"""The other runtimes, each as a function that computes the logits of one batch."""
import numpy
import onnxruntime
import openvino
import torch


def torch_eager(case, size, threads):
    x = torch.from_numpy(case.batch(size))

    def run():
        with torch.inference_mode():
            return case.module(x)
    return run


def torch_compiled(case, size, threads):
    x = torch.from_numpy(case.batch(size))
    compiled = torch.compile(case.module, dynamic=False)

    def run():
        with torch.inference_mode():
            return compiled(x)
    return run


def onnx_runtime(case, size, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(
        str(case.onnx(size)), options, providers=["CPUExecutionProvider"])
    inputs = {"windows": numpy.ascontiguousarray(case.batch(size))}
    return lambda: session.run(None, inputs)[0]


def open_vino(precision):
    def make(case, size, threads):
        compiled = openvino.Core().compile_model(
            str(case.onnx(size)), "CPU",
            {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
             "INFERENCE_PRECISION_HINT": precision})
        request = compiled.create_infer_request()
        x = numpy.ascontiguousarray(case.batch(size))

        def run():
            request.infer([x], share_inputs=True)
            return request.get_output_tensor(0).data
        return run
    return make


#: In the order of the table; bf16 is shown, but is no float32 peer.
FLOAT32 = {
    "PyTorch eager": torch_eager,
    "torch.compile": torch_compiled,
    "ONNX Runtime": onnx_runtime,
    "OpenVINO f32": open_vino("f32"),
}
BFLOAT16 = {"OpenVINO bf16": open_vino("bf16")}
