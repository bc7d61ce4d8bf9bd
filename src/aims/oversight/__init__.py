"""Human oversight: plans that say what people must see, the cases that wait for them, their rulings, and stopping."""
