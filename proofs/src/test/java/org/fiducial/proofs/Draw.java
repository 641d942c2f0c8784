package org.fiducial.proofs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;

/** Random arguments for a method: small numbers, some large, arrays mostly of one length, permutations with their inverses. */
final class Draw {
    private final Random random;
    private final long magnitude;

    Draw(long seed, long magnitude) {
        this.random = new Random(seed);
        this.magnitude = magnitude;
    }

    Object[] arguments(Method method) {
        int length = random.nextInt(6);
        boolean permutation = random.nextBoolean();
        int[] order = random.ints(length, 0, 1 << 20).toArray();
        int[] ranked = order(order);
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        int arrays = 0;
        for (int k = 0; k < types.length; k++) {
            int size = random.nextInt(8) == 0 ? length + 1 : length;
            if (types[k] == int[].class && permutation) {
                arguments[k] = arrays++ == 0 ? ranked.clone() : order(ranked);
            } else {
                arguments[k] = argument(types[k], size);
            }
        }
        return arguments;
    }

    /** The positions in ascending order of key; applied to a permutation this is its inverse. */
    private static int[] order(int[] keys) {
        return java.util.stream.IntStream.range(0, keys.length)
                .boxed()
                .sorted(java.util.Comparator.comparingInt(i -> keys[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private Object argument(Class<?> type, int size) {
        if (type == int.class) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number()));
        } else if (type == long.class) {
            return number();
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == int[].class) {
            return random.ints(size, -1, 5).toArray();
        } else if (type == long[].class) {
            return random.longs(size, -2, 5).toArray();
        }
        boolean[] flags = new boolean[size];
        for (int i = 0; i < size; i++) {
            flags[i] = random.nextBoolean();
        }
        return flags;
    }

    private long number() {
        if (magnitude > 8 && random.nextInt(3) == 0) {
            long bound = random.nextInt(4) == 0 ? magnitude : Math.max(1, magnitude >> random.nextInt(40));
            return random.nextInt(4) == 0 ? (random.nextBoolean() ? bound : -bound) : random.nextLong() % bound;
        }
        return random.nextInt(13) - 3;
    }

    /** Calls a static method; what it throws is passed on. */
    static Call call(Method method, Object[] arguments) throws InvocationTargetException, IllegalAccessException {
        Object[] before = copy(arguments);
        Object result = method.invoke(null, arguments);
        return new Call(before, arguments, result);
    }

    static Object[] copy(Object[] arguments) {
        return Arrays.stream(arguments)
                .map(a -> a instanceof int[] x
                        ? x.clone()
                        : a instanceof long[] y ? y.clone() : a instanceof boolean[] z ? z.clone() : a)
                .toArray();
    }
}
