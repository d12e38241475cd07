print("faultdx")
