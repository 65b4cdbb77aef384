/**
 * The names that other libraries export, without base classes, second names of the same, and what is deprecated.
 *
 * Read from the packages themselves: keras 3.15.1 (`keras.layers`, `activations`, `initializers`, `losses`, `metrics`,
 * `optimizers`, `optimizers.schedules`, `constraints`, `callbacks`), torch 2.11.0 (`__all__` of `torch.nn.modules`, `nn.init`, `optim`,
 * `optim.lr_scheduler`, `optim.swa_utils`, and the two of `nn.utils` that clip) and torchmetrics 1.9.0 (`__all__`).
 */
const names = (text: string): readonly string[] => text.trim().split(/\s+/)

export const kerasLayers = names(`
  Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
  AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention AugMix
  AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CategoryEncoding
  CenterCrop Concatenate ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
  Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D
  Discretization Dot Dropout ELU EinsumDense Embedding Equalization Flatten FlaxLayer GRU GRUCell GaussianDropout GaussianNoise
  GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
  GroupNormalization GroupQueryAttention HashedCrossing Hashing Identity Input IntegerLookup JaxLayer LSTM LSTMCell Lambda Layer
  LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes MaxPooling1D MaxPooling2D MaxPooling3D Maximum MelSpectrogram Minimum
  MixUp MultiHeadAttention Multiply Normalization PReLU Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness
  RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip
  RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
  RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
  ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax Solarization
  SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup Subtract TFSMLayer
  TextVectorization TimeDistributed TorchModuleWrapper UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
  ZeroPadding2D ZeroPadding3D Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones
  Orthogonal RandomNormal RandomUniform STFT TruncatedNormal VarianceScaling Zeros celu elu exponential gelu glu hard_shrink
  hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
  softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink threshold
`)

export const kerasLosses = names(`
  BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy CategoricalFocalCrossentropy
  CategoricalGeneralizedCrossEntropy CategoricalHinge Circle CosineSimilarity Dice Hinge Huber KLDivergence LogCosh
  MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson
  SparseCategoricalCrossentropy SquaredHinge Tversky
`)

export const kerasMetrics = names(`
  AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy CategoricalCrossentropy CategoricalHinge
  ConcordanceCorrelation CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives Hinge IoU KLDivergence LogCoshError
  Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU MeanSquaredError MeanSquaredLogarithmicError OneHotIoU
  OneHotMeanIoU PearsonCorrelation Poisson Precision PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError
  SensitivityAtSpecificity SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy
  SpecificityAtSensitivity SquaredHinge Sum TopKCategoricalAccuracy TrueNegatives TruePositives
`)

export const kerasOptimizers = names(`
  Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon Nadam RMSprop SGD
  ScheduleFreeAdamW CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay
  MaxNorm MinMaxNorm NonNeg UnitNorm
`)

export const kerasCallbacks = names(`
  BackupAndRestore CSVLogger CallbackList Callback EarlyStopping History LambdaCallback LearningRateScheduler ModelCheckpoint
  OrbaxCheckpoint ProgbarLogger ReduceLROnPlateau RemoteMonitor SwapEMAWeights TensorBoard TerminateOnNaN
`)

export const torchLayers = names(`
  AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AlphaDropout
  AvgPool1d AvgPool2d AvgPool3d BatchNorm1d BatchNorm2d BatchNorm3d Bilinear CELU ChannelShuffle CircularPad1d CircularPad2d
  CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
  CosineSimilarity Dropout Dropout1d Dropout2d Dropout3d ELU Embedding EmbeddingBag FeatureAlphaDropout Flatten Fold
  FractionalMaxPool2d FractionalMaxPool3d GELU GLU GRU GRUCell GroupNorm Hardshrink Hardsigmoid Hardswish Hardtanh Identity
  InstanceNorm1d InstanceNorm2d InstanceNorm3d LPPool1d LPPool2d LPPool3d LSTM LSTMCell LayerNorm LazyBatchNorm1d
  LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d
  LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear LeakyReLU Linear LocalResponseNorm LogSigmoid LogSoftmax
  MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish Module ModuleDict ModuleList MultiheadAttention PReLU
  PairwiseDistance ParameterDict ParameterList PixelShuffle PixelUnshuffle RMSNorm RNN RNNCell RReLU ReLU ReLU6 ReflectionPad1d
  ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d SELU Sequential SiLU Sigmoid Softmax
  Softmax2d Softmin Softplus Softshrink Softsign SyncBatchNorm Tanh Tanhshrink Threshold Transformer TransformerDecoder
  TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer Unflatten Unfold Upsample UpsamplingBilinear2d
  UpsamplingNearest2d ZeroPad1d ZeroPad2d ZeroPad3d constant_ dirac_ eye_ kaiming_normal_ kaiming_uniform_ normal_ ones_
  orthogonal_ sparse_ trunc_normal_ uniform_ xavier_normal_ xavier_uniform_ zeros_
`)

export const torchLosses = names(`
  AdaptiveLogSoftmaxWithLoss BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss GaussianNLLLoss
  HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss MSELoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss
  MultiMarginLoss NLLLoss PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss
`)

export const torchOptimizers = names(`
  ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD SparseAdam ChainedScheduler
  ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR ExponentialLR LambdaLR LinearLR MultiStepLR MultiplicativeLR
  OneCycleLR PolynomialLR ReduceLROnPlateau SequentialLR StepLR AveragedModel SWALR update_bn clip_grad_norm_ clip_grad_value_
`)

export const torchmetrics = names(`
  AUROC Accuracy AveragePrecision BLEUScore BootStrapper CHRFScore CalibrationError CatMetric CharErrorRate ClasswiseWrapper
  CohenKappa ConcordanceCorrCoef ConfusionMatrix CosineSimilarity CramersV CriticalSuccessIndex
  ErrorRelativeGlobalDimensionlessSynthesis ExactMatch ExplainedVariance ExtendedEditDistance F1Score FBetaScore FleissKappa
  HammingDistance HingeLoss JaccardIndex KLDivergence KendallRankCorrCoef LogAUC LogCoshError MatchErrorRate MatthewsCorrCoef
  MaxMetric MeanAbsoluteError MeanAbsolutePercentageError MeanMetric MeanSquaredError MeanSquaredLogError MetricCollection
  MetricTracker MinMaxMetric MinMetric MinkowskiDistance ModifiedPanopticQuality MultiScaleStructuralSimilarityIndexMeasure
  MultioutputWrapper MultitaskWrapper NegativePredictiveValue NormalizedRootMeanSquaredError PanopticQuality
  PeakSignalNoiseRatio PearsonCorrCoef PearsonsContingencyCoefficient PermutationInvariantTraining Perplexity Precision
  PrecisionAtFixedRecall PrecisionRecallCurve R2Score ROC Recall RecallAtFixedPrecision RelativeAverageSpectralError
  RelativeSquaredError RetrievalFallOut RetrievalHitRate RetrievalMAP RetrievalMRR RetrievalNormalizedDCG RetrievalPrecision
  RetrievalPrecisionRecallCurve RetrievalRPrecision RetrievalRecall RetrievalRecallAtFixedPrecision
  RootMeanSquaredErrorUsingSlidingWindow RunningMean RunningSum SQuAD SacreBLEUScore ScaleInvariantSignalDistortionRatio
  ScaleInvariantSignalNoiseRatio SensitivityAtSpecificity SignalDistortionRatio SignalNoiseRatio SpearmanCorrCoef Specificity
  SpecificityAtSensitivity SpectralAngleMapper SpectralDistortionIndex StatScores StructuralSimilarityIndexMeasure SumMetric
  SymmetricMeanAbsolutePercentageError TheilsU TotalVariation TranslationEditRate TschuprowsT TweedieDevianceScore
  UniversalImageQualityIndex WeightedMeanAbsolutePercentageError WordErrorRate WordInfoLost WordInfoPreserved
`)
