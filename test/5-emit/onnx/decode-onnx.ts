/** Reads an ONNX model with another implementation of protobuf than the one that wrote it. */
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const root = protobuf.loadSync(fileURLToPath(new URL("./onnx.proto", import.meta.url)));
const ModelProto = root.lookupType("onnx.ModelProto");

export interface DecodedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: string;
  readonly rawData?: Uint8Array;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  readonly dataLocation?: string;
}

interface DecodedValueInfo {
  readonly name: string;
  readonly type: { readonly tensorType: { readonly elemType: string; readonly shape: { readonly dim: readonly object[] } } };
}

export interface DecodedModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly opsetImport: readonly object[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly { readonly name: string; readonly opType: string; readonly input: readonly string[]; readonly output: readonly string[] }[];
    readonly initializer: readonly DecodedTensor[];
    readonly input: readonly DecodedValueInfo[];
    readonly output: readonly DecodedValueInfo[];
  };
}

export function decodeOnnx(bytes: Uint8Array): DecodedModel {
  const options = { longs: Number, enums: String, arrays: true };
  return ModelProto.toObject(ModelProto.decode(bytes), options) as unknown as DecodedModel;
}

/** What the other implementation writes for the same content: fields that it doesn't know are lost. */
export function reencodeOnnx(bytes: Uint8Array): Uint8Array {
  return ModelProto.encode(ModelProto.decode(bytes)).finish();
}
