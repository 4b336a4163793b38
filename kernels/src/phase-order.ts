/**
 * The phases of a convolution of stride 2 in the order in which their channels follow each other: (1, 0), (0, 0), (0, 1), (1, 1). Those
 * that are not zero at a transform's last row, its last column, or both, so lie beside each other where the kernel's size is odd.
 * Gives 2p + q; 0 for the one phase of stride 1.
 */
export function phaseAt(index: i32, stride: i32): i32 {
  return stride == 1 ? 0 : (0b11_01_00_10 >> (2 * index)) & 3;
}
