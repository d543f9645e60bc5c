[
  (model_body)
  (enum_body)
  (config_body)
  (object_body)
  (arguments)
  (array)
  (object)
  (tagged_literal)
  (comment)
] @fold
