@univariate true
@missing true
@classLabel false
@data
1.0,?,3.0,NaN
