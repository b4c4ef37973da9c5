export { BarChart, FixedScaleAxis, Svg } from 'chartist';
