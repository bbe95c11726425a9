// See value-functions.ts.
export const computingFunctions: readonly string[] = [
  // arithmetic
  `
    abs avg2 byteSwap divide divideDecimal divideOrNull gcd ifNotFinite intDiv intDivOrNull intDivOrZero
    isFinite isInfinite isNaN lcm max2 midpoint min2 minus modulo moduloLegacy moduloOrNull moduloOrZero
    multiply multiplyDecimal negate plus positiveModulo positiveModuloOrNull sqr
  `,
  // arrays
  `
    array arrayAUCPR arrayAll arrayAutocorrelation arrayAvg arrayBottomK arrayCompact arrayConcat arrayCount
    arrayCumSum arrayCumSumNonNegative arrayDifference arrayDistinct arrayDotProduct arrayElement
    arrayElementOrNull arrayEnumerate arrayEnumerateDense arrayEnumerateDenseRanked arrayEnumerateUniq
    arrayEnumerateUniqRanked arrayExcept arrayExists arrayFill arrayFilter arrayFirst arrayFirstIndex
    arrayFirstOrNull arrayFlatten arrayFold arrayIntersect arrayJaccardIndex arrayJoin arrayLast arrayLastIndex
    arrayLastOrNull arrayLevenshteinDistance arrayLevenshteinDistanceWeighted arrayMap arrayMax arrayMin
    arrayNormalizedGini arrayPartialReverseSort arrayPartialShuffle arrayPartialSort arrayPopBack arrayPopFront
    arrayProduct arrayPushBack arrayPushFront arrayROCAUC arrayRandomSample arrayReduce arrayReduceInRanges
    arrayRemove arrayResize arrayReverse arrayReverseFill arrayReverseSort arrayReverseSplit arrayRotateLeft
    arrayRotateRight arrayShiftLeft arrayShiftRight arrayShingles arrayShuffle arraySimilarity arraySlice
    arraySort arraySplit arraySum arraySymmetricDifference arrayTopK arrayTranspose arrayUnion arrayUniq
    arrayWithConstant arrayZip arrayZipUnaligned countEqual empty emptyArrayDate emptyArrayDateTime
    emptyArrayFloat32 emptyArrayFloat64 emptyArrayInt16 emptyArrayInt32 emptyArrayInt64 emptyArrayInt8
    emptyArrayString emptyArrayToSingle emptyArrayUInt16 emptyArrayUInt32 emptyArrayUInt64 emptyArrayUInt8 has
    hasAll hasAny hasSubstr indexOf indexOfAssumeSorted length notEmpty randomHadamardTransform range replicate
    reverse
  `,
  // bit
  `
    bitAnd bitCount bitHammingDistance bitNot bitOr bitRotateLeft bitRotateRight bitShiftLeft bitShiftRight
    bitSlice bitTest bitTestAll bitTestAny bitXor
  `,
  // bitmap
  `
    bitmapAnd bitmapAndCardinality bitmapAndnot bitmapAndnotCardinality bitmapBuild bitmapCardinality
    bitmapContains bitmapHasAll bitmapHasAny bitmapMax bitmapMin bitmapOr bitmapOrCardinality
    bitmapSubsetInRange bitmapSubsetLimit bitmapToArray bitmapTransform bitmapXor bitmapXorCardinality subBitmap
  `,
  // comparison
  `
    equals globalIn globalInIgnoreSet globalNotIn globalNotInIgnoreSet globalNotNullIn globalNotNullInIgnoreSet
    globalNullIn globalNullInIgnoreSet greater greaterOrEquals in inIgnoreSet isDistinctFrom isNotDistinctFrom
    less lessOrEquals notEquals notIn notInIgnoreSet notNullIn notNullInIgnoreSet nullIn nullInIgnoreSet
  `,
  // conditional
  `
    clamp greatest if least multiIf
  `,
  // distance
  `
    L1Distance L1Norm L1Normalize L2Distance L2DistanceTransposed L2DistanceTransposedQuantized L2Norm
    L2Normalize L2SquaredDistance L2SquaredNorm LinfDistance LinfNorm LinfNormalize LpDistance LpNorm
    LpNormalize cosineDistance cosineDistanceTransposed cosineDistanceTransposedQuantized dotProductTransposed
    dotProductTransposedQuantized
  `,
  // encryption
  `
    HMAC aes_decrypt_mysql aes_encrypt_mysql decrypt encrypt tryDecrypt
  `,
  // financial
  `
    financialInternalRateOfReturn financialInternalRateOfReturnExtended financialNetPresentValue
    financialNetPresentValueExtended
  `,
  // geo
  `
    MGRSToGeo MVTBoundingBox MVTBoundingBoxMercator UTMToGeo areaCartesian areaSpherical geoDistance geoToH3
    geoToMGRS geoToUTM geohashDecode geohashEncode geohashesInBox geometryIntersectCartesian
    geometryIntersectSpherical greatCircleAngle greatCircleDistance h3CellAreaM2 h3CellAreaRads2 h3Distance
    h3EdgeAngle h3EdgeLengthKm h3EdgeLengthM h3ExactEdgeLengthKm h3ExactEdgeLengthM h3ExactEdgeLengthRads
    h3GetBaseCell h3GetDestinationIndexFromUnidirectionalEdge h3GetFaces h3GetIndexesFromUnidirectionalEdge
    h3GetOriginIndexFromUnidirectionalEdge h3GetPentagonIndexes h3GetRes0Indexes h3GetResolution
    h3GetUnidirectionalEdge h3GetUnidirectionalEdgeBoundary h3GetUnidirectionalEdgesFromHexagon h3HexAreaKm2
    h3HexAreaM2 h3HexRing h3IndexesAreNeighbors h3IsPentagon h3IsResClassIII h3IsValid h3Line h3NumHexagons
    h3PointDistKm h3PointDistM h3PointDistRads h3PolygonToCells h3PolygonToCellsWithContainment h3ToCenterChild
    h3ToChildren h3ToGeo h3ToGeoBoundary h3ToParent h3ToString h3UnidirectionalEdgeIsValid h3kRing
    perimeterCartesian perimeterSpherical pointInEllipses pointInPolygon polygonsIntersectCartesian
    polygonsIntersectSpherical readWKB readWKT stringToH3 svg wkb wkt
  `,
  // geo polygon
  `
    MVTEncodeGeom polygonAreaCartesian polygonAreaSpherical polygonConvexHullCartesian polygonPerimeterCartesian
    polygonPerimeterSpherical polygonsDistanceCartesian polygonsDistanceSpherical polygonsEqualsCartesian
    polygonsIntersectionCartesian polygonsIntersectionSpherical polygonsSymDifferenceCartesian
    polygonsSymDifferenceSpherical polygonsUnionCartesian polygonsUnionSpherical polygonsWithinCartesian
    polygonsWithinSpherical readWKBLineString readWKBMultiLineString readWKBMultiPolygon readWKBPoint
    readWKBPolygon readWKTLineString readWKTMultiLineString readWKTMultiPolygon readWKTPoint readWKTPolygon
    readWKTRing
  `,
  // hash
  `
    MD4 MD5 RIPEMD160 SHA1 SHA224 SHA256 SHA384 SHA512 SHA512_256 URLHash cityHash64 farmFingerprint64
    farmHash64 gccMurmurHash halfMD5 hiveHash icebergHash intHash32 intHash64 javaHash javaHashUTF16LE
    jumpConsistentHash kafkaMurmurHash keccak256 kostikConsistentHash metroHash64 murmurHash2_32 murmurHash2_64
    murmurHash3_128 murmurHash3_32 murmurHash3_64 ngramMinHash ngramMinHashArg ngramMinHashArgCaseInsensitive
    ngramMinHashArgCaseInsensitiveUTF8 ngramMinHashArgUTF8 ngramMinHashCaseInsensitive
    ngramMinHashCaseInsensitiveUTF8 ngramMinHashUTF8 ngramSimHash ngramSimHashCaseInsensitive
    ngramSimHashCaseInsensitiveUTF8 ngramSimHashUTF8 sipHash128 sipHash128Keyed sipHash128Reference
    sipHash128ReferenceKeyed sipHash64 sipHash64Keyed wordShingleMinHash wordShingleMinHashArg
    wordShingleMinHashArgCaseInsensitive wordShingleMinHashArgCaseInsensitiveUTF8 wordShingleMinHashArgUTF8
    wordShingleMinHashCaseInsensitive wordShingleMinHashCaseInsensitiveUTF8 wordShingleMinHashUTF8
    wordShingleSimHash wordShingleSimHashCaseInsensitive wordShingleSimHashCaseInsensitiveUTF8
    wordShingleSimHashUTF8 wyHash64 xxHash32 xxHash64 xxHash64Spark xxh3 xxh3_128
  `,
  // logical
  `
    and not or xor
  `,
  // mathematical
  `
    acos acosh asin asinh atan atan2 atanh cbrt cos cosh degrees e erf erfc exp exp10 exp2 factorial hypot
    intExp10 intExp2 isPrime isProbablePrime lgamma log log10 log1p log2 pi pow proportionsZTest radians sigmoid
    sign sin sinh sqrt tan tanh tgamma widthBucket
  `,
  // null
  `
    assumeNotNull coalesce firstNonDefault ifNull isNotNull isNull isNullable isZeroOrNull nullIf toNullable
  `,
  // numericindexedvector
  `
    numericIndexedVectorAllValueSum numericIndexedVectorBuild numericIndexedVectorCardinality
    numericIndexedVectorGetValue numericIndexedVectorPointwiseAdd numericIndexedVectorPointwiseDivide
    numericIndexedVectorPointwiseEqual numericIndexedVectorPointwiseGreater
    numericIndexedVectorPointwiseGreaterEqual numericIndexedVectorPointwiseLess
    numericIndexedVectorPointwiseLessEqual numericIndexedVectorPointwiseMultiply
    numericIndexedVectorPointwiseNotEqual numericIndexedVectorPointwiseSubtract
    numericIndexedVectorShortDebugString numericIndexedVectorToMap
  `,
  // random number
  `
    fuzzBits rand rand64 randBernoulli randBinomial randCanonical randChiSquared randConstant randExponential
    randFisherF randLogNormal randNegativeBinomial randNormal randPoisson randStudentT randUniform
    randomFixedString randomPrintableASCII randomString randomStringUTF8
  `,
  // rounding
  `
    ceil floor round roundAge roundBankers roundDown roundDuration roundToExp2 trunc
  `,
  // time window
  `
    hop hopEnd hopStart tumble tumbleEnd tumbleStart windowID
  `,
  // of the rest, what tells nothing about the machine
  `
    MACNumToString MACStringToNum MACStringToOUI bar byteSize colorOKLABToSRGB colorOKLCHToSRGB colorSRGBToOKLAB
    colorSRGBToOKLCH countDigits currentDatabase defaultValueOfTypeName digits dumpColumnStructure
    errorCodeToName finalizeAggregation flipCoordinates formatReadableDecimalSize formatReadableQuantity
    formatReadableSize formatReadableTimeDelta getSizeOfEnumType getSubcolumn identity ignore
    initializeAggregation isConstant isDecimalOverflow lowCardinalityIndices lowCardinalityKeys materialize
    minSampleSizeContinuous minSampleSizeConversion parseReadableSize parseReadableSizeOrNull
    parseReadableSizeOrZero parseTimeDelta rowNumberInAllBlocks rowNumberInBlock runningAccumulate
    runningDifference runningDifferenceStartingWithFirstValue throwIf toColumnTypeName toTypeName transform
    variantElement variantType version visibleWidth
  `,
  // other names of the above
  `
    CARDINALITY CHARACTER_LENGTH CHAR_LENGTH DATE_DIFF DATE_FORMAT DATE_TRUNC DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR
    FORMAT_BYTES FROM_BASE64 FROM_DAYS FROM_UNIXTIME HOUR INET6_ATON INET6_NTOA INET_ATON INET_NTOA
    JSON_ARRAY_LENGTH LAST_DAY MAP_FROM_ARRAYS MICROSECOND MILLISECOND MINUTE MONTH NANOSECOND NATURAL_SORT_KEY
    OCTET_LENGTH QUARTER REGEXP_EXTRACT REGEXP_MATCHES REGEXP_REPLACE REGEXP_SUBSTR SECOND ST_AsMVTGeom
    ST_LineFromWKB ST_MLineFromWKB ST_MPolyFromWKB ST_PointFromWKB ST_PolyFromWKB SUBSTRING_INDEX SVG
    TIMESTAMP_DIFF TO_BASE64 TO_DAYS TO_UNIXTIME UTC_timestamp WKB WKT YEAR arrayAUC arrayPRAUC array_remove
    array_to_string byteSlice caseWithExpr caseWithoutExpr caseWithoutExpression ceiling concat_ws curdate
    current_date current_timestamp date_bin date_diff distanceCosine distanceCosineTransposed distanceL1
    distanceL2 distanceL2Squared distanceL2Transposed distanceLinf distanceLp extractAllGroups flatten
    from_utc_timestamp hasAllToken hasAnyToken instr isASCII jsonMergePatch lcase levenshteinDistance
    levenshteinDistanceUTF8 ln localtimestamp lpad ltrim mapContains mapFromString matchPhrase mid
    minSampleSizeContinous mismatches mod modOrNull normL1 normL2 normL2Squared normLinf normLp normalizeL1
    normalizeL2 normalizeLinf normalizeLp pmod pmodOrNull positive_modulo positive_modulo_or_null power rand32
    readWkb readWkt regexpInstr regexp_instr removeAccentsUTF8 replace rpad rtrim scalarProduct
    scalarProductTransposed splitByAlpha sqid str_to_date str_to_map substr timeZone timeZoneOf timeZoneOffset
    time_bucket timestampDiff timestamp_diff toStartOfFiveMinute toTimeZone to_utc_timestamp trim truncate ucase
    unnest vectorDifference vectorSum visitParamExtractBool visitParamExtractFloat visitParamExtractInt
    visitParamExtractRaw visitParamExtractString visitParamExtractUInt visitParamHas week width_bucket
    yandexConsistentHash yearweek
  `,
  // what the parser makes of CASE, EXISTS, lambdas, GROUPING and bound parameters
  `
    caseWithExpression exists lambda grouping _CAST
  `,
].flatMap((names) => names.trim().split(/\s+/));
