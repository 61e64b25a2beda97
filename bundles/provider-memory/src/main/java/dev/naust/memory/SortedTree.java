package dev.naust.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map: changing it makes a new one that shares almost everything with the old (a balanced tree after
 * Adelson-Velsky and Landis). A reader that holds one sees the same records for ever, and going back is keeping the old one.
 */
final class SortedTree<K extends Comparable<K>, V> {
    private final @Nullable Node<K, V> root;

    private SortedTree(@Nullable Node<K, V> root) {
        this.root = root;
    }

    static <K extends Comparable<K>, V> SortedTree<K, V> empty() {
        return new SortedTree<>(null);
    }

    long size() {
        return root == null ? 0 : root.size;
    }

    /** The longest way to an entry; grows with the logarithm of the size. */
    int height() {
        return Node.height(root);
    }

    Optional<V> get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return Optional.of(node.value);
            }
            node = order < 0 ? node.left : node.right;
        }
        return Optional.empty();
    }

    SortedTree<K, V> with(K key, V value) {
        return new SortedTree<>(put(root, key, value));
    }

    SortedTree<K, V> without(K key) {
        Node<K, V> rest = remove(root, key);
        return rest == root ? this : new SortedTree<>(rest);
    }

    /** How this map differs from an earlier one; costs about as much as there is to tell, since what both share is left out. */
    TreeChanges<K, V> since(SortedTree<K, V> earlier) {
        return TreeChanges.between(earlier.root, root);
    }

    /** The entries in key order, starting behind a key; from the first one without it. */
    Iterator<Map.Entry<K, V>> entriesAfter(@Nullable K key) {
        return new Entries<>(root, key);
    }

    private static <K extends Comparable<K>, V> Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.left, node.right);
        }
        return order < 0
                ? balanced(node, put(node.left, key, value), node.right)
                : balanced(node, node.left, put(node.right, key, value));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            Node<K, V> left = remove(node.left, key);
            return left == node.left ? node : balanced(node, left, node.right);
        }
        if (order > 0) {
            Node<K, V> right = remove(node.right, key);
            return right == node.right ? node : balanced(node, node.left, right);
        }
        if (node.left == null) {
            return node.right;
        }
        if (node.right == null) {
            return node.left;
        }
        Node<K, V> next = first(node.right);
        return balanced(next, node.left, remove(node.right, next.key));
    }

    private static <K, V> Node<K, V> first(Node<K, V> node) {
        Node<K, V> found = node;
        while (found.left != null) {
            found = found.left;
        }
        return found;
    }

    private static <K, V> Node<K, V> balanced(Node<K, V> at, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int lean = Node.height(left) - Node.height(right);
        if (lean > 1 && left != null) {
            Node<K, V> inner = left.right;
            if (inner == null || Node.height(left.left) >= inner.height) {
                return left.with(left.left, at.with(inner, right));
            }
            return inner.with(left.with(left.left, inner.left), at.with(inner.right, right));
        }
        if (lean < -1 && right != null) {
            Node<K, V> inner = right.left;
            if (inner == null || Node.height(right.right) >= inner.height) {
                return right.with(at.with(left, inner), right.right);
            }
            return inner.with(at.with(left, inner.left), right.with(inner.right, right.right));
        }
        return at.with(left, right);
    }

    static final class Node<K, V> {
        final K key;
        final V value;
        final @Nullable Node<K, V> left;
        final @Nullable Node<K, V> right;
        final int height;
        final int size;

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.height = 1 + Math.max(height(left), height(right));
            this.size = 1 + (left == null ? 0 : left.size) + (right == null ? 0 : right.size);
        }

        static int height(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.height;
        }

        Node<K, V> with(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
            return new Node<>(key, value, newLeft, newRight);
        }
    }

    private static final class Entries<K extends Comparable<K>, V> implements Iterator<Map.Entry<K, V>> {
        private final Deque<Node<K, V>> path = new ArrayDeque<>();

        Entries(@Nullable Node<K, V> root, @Nullable K after) {
            Node<K, V> node = root;
            while (node != null) {
                if (after == null || node.key.compareTo(after) > 0) {
                    path.push(node);
                    node = node.left;
                } else {
                    node = node.right;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public Map.Entry<K, V> next() {
            if (path.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = path.pop();
            for (Node<K, V> below = node.right; below != null; below = below.left) {
                path.push(below);
            }
            return Map.entry(node.key, node.value);
        }
    }
}
