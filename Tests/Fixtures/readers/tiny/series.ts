@problemName t
@timeStamps true
@dimensions 2
@classLabel true a b
@data
(0,1.5),(1,2),(2,3):(0,1),(1,-2e3),(2,3):a
