# loses: depth
# why: The order is right, but it is found by recursion, which ends after about 1,000 calls.
# hint: Your numbers are right, but your function calls itself for every operand, and Python stops
#   that after about 1,000 calls inside each other. Use a loop with a list of nodes that are still
#   to be looked at.


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
