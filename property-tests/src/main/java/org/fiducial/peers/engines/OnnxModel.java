package org.fiducial.peers.engines;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An ONNX model of one node, in the protobuf wire format; field numbers as in onnx.proto (onnx 1.18). Inputs and outputs have fixed
 * shapes.
 */
final class OnnxModel {
    /** ONNX element types, TensorProto.DataType. */
    static final int FLOAT = 1;

    static final int BOOL = 9;
    static final int FLOAT16 = 10;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int IR_VERSION = 11;

    private final String operator;
    private final long opset;
    private final List<ByteString> attributes = new ArrayList<>();
    private final List<String> inputNames = new ArrayList<>();
    private final List<String> outputNames = new ArrayList<>();
    private final List<ByteString> inputs = new ArrayList<>();
    private final List<ByteString> outputs = new ArrayList<>();

    OnnxModel(String operator, long opset) {
        this.operator = operator;
        this.opset = opset;
    }

    OnnxModel input(String name, int elementType, long... shape) {
        inputNames.add(name);
        inputs.add(valueInfo(name, elementType, shape));
        return this;
    }

    OnnxModel output(String name, int elementType, long... shape) {
        outputNames.add(name);
        outputs.add(valueInfo(name, elementType, shape));
        return this;
    }

    OnnxModel attribute(String name, long value) {
        attributes.add(message(out -> {
            out.writeString(1, name);
            out.writeInt64(3, value);
            out.writeEnum(20, ATTRIBUTE_INT);
        }));
        return this;
    }

    OnnxModel attribute(String name, float value) {
        attributes.add(message(out -> {
            out.writeString(1, name);
            out.writeFloat(2, value);
            out.writeEnum(20, ATTRIBUTE_FLOAT);
        }));
        return this;
    }

    /** The serialised ModelProto. */
    byte[] bytes() {
        ByteString node = message(out -> {
            for (String name : inputNames) {
                out.writeString(1, name);
            }
            for (String name : outputNames) {
                out.writeString(2, name);
            }
            out.writeString(4, operator);
            for (ByteString attribute : attributes) {
                out.writeBytes(5, attribute);
            }
        });
        ByteString graph = message(out -> {
            out.writeBytes(1, node);
            out.writeString(2, "graph");
            for (ByteString input : inputs) {
                out.writeBytes(11, input);
            }
            for (ByteString output : outputs) {
                out.writeBytes(12, output);
            }
        });
        ByteString operators = message(out -> {
            out.writeString(1, "");
            out.writeInt64(2, opset);
        });
        return message(out -> {
                    out.writeInt64(1, IR_VERSION);
                    out.writeString(2, "fiducial");
                    out.writeBytes(7, graph);
                    out.writeBytes(8, operators);
                })
                .toByteArray();
    }

    private static ByteString valueInfo(String name, int elementType, long... dimensions) {
        ByteString shape = message(out -> {
            for (long dimension : dimensions) {
                out.writeBytes(1, message(dim -> dim.writeInt64(1, dimension)));
            }
        });
        ByteString tensor = message(out -> {
            out.writeInt32(1, elementType);
            out.writeBytes(2, shape);
        });
        return message(out -> {
            out.writeString(1, name);
            out.writeBytes(2, message(type -> type.writeBytes(1, tensor)));
        });
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
