import '../../examples/kit/terminal.js'
