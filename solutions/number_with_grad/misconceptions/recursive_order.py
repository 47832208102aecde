# loses: depth
# why: The order is right, but it is found by recursion, which ends after about 1,000 calls.
# hint: In a long graph your code needs more calls inside each other than the 1,000 or so that
#   Python allows. If a function, yours or one that you use, calls itself for every operand: take a
#   loop in its place, with a list of nodes that are still to be looked at.


def topological_order(root):
    order, met = [], set()

    def visit(node):
        if id(node) not in met:
            met.add(id(node))
            for operand in node.depends_on:
                visit(operand)
            order.append(node)

    visit(root)
    return order
